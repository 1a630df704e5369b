-- Written by `npm run migration` from the declarations, and reviewed.

alter table store.crm_deal add constraint crm_deal_by_unique_external_key_alive exclude using btree (org_id with =, k_external_key with =) where (life = 'alive' and k_external_key is not null) deferrable initially deferred;

alter table store.crm_product add constraint crm_product_by_unique_sku_alive exclude using btree (org_id with =, k_sku with =) where (life = 'alive' and k_sku is not null) deferrable initially deferred;

alter table store.platform_custom_object add constraint platform_custom_object_by_unique_name_alive exclude using btree (org_id with =, k_name with =) where (life = 'alive' and k_name is not null) deferrable initially deferred;

alter table store.platform_field_definition add constraint platform_field_definition_by_unique_for_entity_name_alive exclude using btree (org_id with =, k_for_entity with =, k_name with =) where (life = 'alive' and k_for_entity is not null and k_name is not null) deferrable initially deferred;

alter table store.platform_installed_pack add constraint platform_installed_pack_by_unique_pack_alive exclude using btree (org_id with =, k_pack with =) where (life = 'alive' and k_pack is not null) deferrable initially deferred;

alter table store.platform_page_layout add constraint platform_page_layout_by_unique_for_entity_alive exclude using btree (org_id with =, k_for_entity with =) where (life = 'alive' and k_for_entity is not null) deferrable initially deferred;

alter table store.platform_pipeline add constraint platform_pipeline_by_unique_for_entity_value_alive exclude using btree (org_id with =, k_for_entity with =, k_value with =) where (life = 'alive' and k_for_entity is not null and k_value is not null) deferrable initially deferred;

alter table store.platform_role add constraint platform_role_by_unique_key_alive exclude using btree (org_id with =, k_key with =) where (life = 'alive' and k_key is not null) deferrable initially deferred;

alter table store.platform_share_end add constraint platform_share_end_by_unique_key_alive exclude using btree (org_id with =, k_key with =) where (life = 'alive' and k_key is not null) deferrable initially deferred;

alter table store.platform_stage add constraint platform_stage_by_unique_for_entity_value_alive exclude using btree (org_id with =, k_for_entity with =, k_value with =) where (life = 'alive' and k_for_entity is not null and k_value is not null) deferrable initially deferred;

alter table store.platform_target add constraint platform_target_by_unique_key_alive exclude using btree (org_id with =, k_key with =) where (life = 'alive' and k_key is not null) deferrable initially deferred;
